declare module "virtual:theme-variables.css";
declare module "virtual:fonts.css";
