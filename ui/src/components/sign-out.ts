import { api, unwrap } from "~/api/client";
import { notifyFailed } from "~/components/notify";

/** Ends this session, and leads to the sign-in. */
export async function signOut(): Promise<void> {
  try {
    await unwrap(api.DELETE("/api/v2/session"));
    location.assign("/sign-in");
  } catch (error) {
    notifyFailed(error);
  }
}
