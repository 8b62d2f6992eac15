// Canned replies: `/` at the start of an empty box opens the list, arrows choose, Enter takes.
import { Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { CannedReply, Page } from "@/api/shapes";
import classes from "@/pages/desk/Desk.module.css";

const MOST = 6;

export function useCanned(text: string, write: (text: string) => void) {
  const asked = text.startsWith("/") && !text.includes("\n");
  const { data } = useAnswer<Page<CannedReply>>(asked ? "/canned-replies" : null);
  const [place, setPlace] = useState(0);
  const wanted = text.slice(1).toLowerCase();
  const all = data?.items ?? [];
  const found = asked ? all.filter((one) => `${one.shortcut} ${one.text}`.toLowerCase().includes(wanted)).slice(0, MOST) : [];
  const chosen = Math.min(place, Math.max(0, found.length - 1));
  const take = (one: CannedReply) => {
    write(one.text);
    setPlace(0);
  };
  /** True if the key was for the list. */
  const onKey = (key: string): boolean => {
    const one = found[chosen];
    if (!one) return false;
    if (key === "ArrowDown") setPlace((chosen + 1) % found.length);
    else if (key === "ArrowUp") setPlace((chosen + found.length - 1) % found.length);
    else if (key === "Enter" || key === "Tab") take(one);
    else if (key === "Escape") write("");
    else return false;
    return true;
  };
  const field = found.length > 0 ? { "aria-controls": "canned", "aria-activedescendant": `canned-${chosen}` } : {};
  return { found, chosen, take, onKey, field };
}

export function CannedList({ canned }: { canned: ReturnType<typeof useCanned> }) {
  const { t } = useTranslation("desk");
  if (canned.found.length === 0) return null;
  return (
    <div id="canned" role="listbox" aria-label={t("canned")} className={classes.canned}>
      {canned.found.map((one, place) => (
        <UnstyledButton
          key={one.id}
          id={`canned-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === canned.chosen}
          className={classes.cannedOption}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => canned.take(one)}
        >
          <Text size="sm" fw={600}>
            /{one.shortcut}
          </Text>
          <Text size="sm" c="dimmed" className="fl-cut">
            {one.text}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  );
}
