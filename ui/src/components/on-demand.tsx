import { lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";

import { bring } from "~/api/reach";

/**
 * A part of a page that comes over the network when it is first shown, so that the page itself is light. Until then
 * nothing stands in its place.
 */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): (props: Props) => ReactNode {
  const Part = lazy(async () => ({ default: await bring(load) }));
  return function OnDemand(props: Props) {
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** The same for a dialog, which comes when it is first opened. */
export function dialogOnDemand<Props extends { opened: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  const Part = onDemand<Props>(async () => {
    const Dialog = await load();
    return function Opening(props: Props) {
      const [there, setThere] = useState(false);
      useEffect(() => {
        // A dialog remembers where the focus was when it goes from closed to open; one that comes open would not.
        const timer = setTimeout(() => {
          setThere(true);
        });
        return () => {
          clearTimeout(timer);
        };
      }, []);
      return <Dialog {...props} opened={props.opened && there} />;
    };
  });
  return function DialogOnDemand(props: Props) {
    const [wanted, setWanted] = useState(props.opened);
    if (props.opened && !wanted) setWanted(true);
    return wanted ? <Part {...props} /> : null;
  };
}
