import { useTranslation } from "react-i18next";

const roles = ["administrator", "api_read_only", "api_read_write", "anonymous"] as const;

/** What the caller of an operation was; one that is not known yet as it stands. */
export function useRoleWord(): (role: string) => string {
  const { t } = useTranslation("audit");
  return (role) => {
    const known = roles.find((one) => one === role);
    return known === undefined ? role : t(`role.${known}`);
  };
}
