import { useNotifications } from "@mantine/notifications";
import { useState } from "react";

import { onDemand } from "~/components/on-demand";

const NoticesShown = onDemand<object>(async () => (await import("./notices-shown")).NoticesShown);

/** Where what was done and what failed is told; it comes with the first notice, and stays. */
export function Notices() {
  const { notifications } = useNotifications();
  const [wanted, setWanted] = useState(false);
  if (notifications.length > 0 && !wanted) setWanted(true);
  return wanted ? <NoticesShown /> : null;
}
