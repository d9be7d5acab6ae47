import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

/** The primary action of a list. */
export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={onClick}>
      {label}
    </Button>
  );
}
