import { Text } from "@mantine/core";
import { Check as Tick, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import classes from "@/pages/cases/Cases.module.css";
import { useMoney } from "@/pages/cases/money";
import type { Check, RuleRow } from "@/pages/cases/shapes";

/** Every condition with what was asked and what was found; the sign says it in words too. */
export function CheckList({ checks }: { checks: Check[] }) {
  const { t } = useTranslation("cases");
  const { asked, found } = useCheckWords();
  return (
    <div>
      {checks.map((one) => (
        <div key={one.name} className={classes.check}>
          {one.is_met ? (
            <Tick size={15} className={classes.met} aria-label={t("met")} />
          ) : (
            <X size={15} className={classes.unmet} aria-label={t("unmet")} />
          )}
          <Text size="xs">
            {t(`check.${one.name}`)}: {asked(one)}
          </Text>
          <Text size="xs" c="dimmed">
            {found(one)}
          </Text>
        </div>
      ))}
    </div>
  );
}

/** The server tells bare values: cents, days, kinds of score, ids of rules, known or nobody. */
function useCheckWords(): { asked: (check: Check) => string; found: (check: Check) => string } {
  const { t } = useTranslation("cases");
  const money = useMoney();
  const { data } = useAnswer<{ items: RuleRow[] }>("/case-rules");
  const ruleNames = (ids: string) => {
    const name = (id: string) => data?.items.find((row) => row.id === id)?.rule.name ?? id;
    return ids.split(", ").filter(Boolean).map(name).join(", ");
  };
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
  const asked = (check: Check) => {
    const [first = 0, second = 0] = numbers(check.asked);
    if (check.name === "customer") return t("checked.customer");
    if (check.name === "score") return check.asked.toUpperCase();
    if (check.name === "rule") return ruleNames(check.asked);
    if (check.name === "times") return t("checked.times", { count: first, days: second });
    return check.name === "budget" ? t("checked.budget", { money: money(first) }) : check.asked;
  };
  const found = (check: Check) => {
    if (check.name === "customer") return t(check.is_met ? "checked.known" : "checked.unknown");
    if (check.name === "rule") return ruleNames(check.found);
    return check.name === "budget" ? money(numbers(check.found)[0] ?? 0) : check.found;
  };
  return { asked, found };
}
