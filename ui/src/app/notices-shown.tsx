import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";

/** Where they cover no button of a form, which has its own at the bottom: on a phone over its whole width. */
export function NoticesShown() {
  const isNarrow = useMediaQuery("(max-width: 48em)");
  return <Notifications position={isNarrow ? "top-center" : "bottom-center"} containerWidth={380} limit={4} />;
}
