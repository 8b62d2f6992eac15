// Events by the words people use for them; an event nobody has words for keeps its own name.
import { useTranslation } from "react-i18next";

export function useEventName(): (name: string) => string {
  const { t, i18n } = useTranslation("customers");
  return (name) => {
    const key = `event.${name.replaceAll(/[. ]/g, "_")}`;
    return i18n.exists(key, { ns: "customers" }) ? t(key) : name;
  };
}
