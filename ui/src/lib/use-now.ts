import { useEffect, useState } from "react";

/** The time, anew each second (or as often as said), for clocks and "3 minutes ago". */
export function useNow(each = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, each);
    return () => {
      clearInterval(timer);
    };
  }, [each]);
  return now;
}
