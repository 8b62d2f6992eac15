// Names of colleagues by id; the machine and tokens are named in words.
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Colleague } from "@/api/shapes";

export function useNames(): { people: Colleague[]; nameOf: (id: string | null | undefined) => string } {
  const { t } = useTranslation("cases");
  const { data } = useAnswer<Colleague[]>("/colleagues");
  const people = data ?? [];
  const nameOf = (id: string | null | undefined): string => {
    if (!id) return t("nobody");
    if (id === "machine" || id === "feilun") return t(`by.${id}`);
    if (id.startsWith("token:")) return t("by.token");
    const person = id.replace(/^staff:/, "");
    return people.find((one) => one.id === person)?.name ?? t("by.somebody");
  };
  return { people, nameOf };
}
