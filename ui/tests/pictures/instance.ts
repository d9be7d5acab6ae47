import { start } from "../instance";

/** An instance with the name of an example, for the pictures alone. */
const setUp = () => start('hostname = "mail.example.org"\n');

export default setUp;
