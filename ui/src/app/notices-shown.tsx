import { Notifications } from "@mantine/notifications";

export function NoticesShown() {
  return <Notifications position="bottom-right" containerWidth={380} limit={4} />;
}
