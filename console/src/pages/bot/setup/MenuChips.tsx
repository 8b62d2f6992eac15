import { Button } from "@mantine/core";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/bot/Bot.module.css";
import type { Greeting, ShownItem, Tap } from "@/pages/bot/shapes";

/** What the visitor most probably wants, then the menu; a choice with choices below opens them. */
export function MenuChips({ greeting, onTap }: { greeting: Greeting; onTap: (label: string, tap?: Tap) => void }) {
  const { t } = useTranslation("bot");
  const [way, setWay] = useState<ShownItem[]>([]);
  const items = way.at(-1)?.children ?? greeting.menu;
  const take = (item: ShownItem) => {
    if (item.children) setWay([...way, item]);
    else if (!item.url) onTap(item.label, item.tap);
  };
  return (
    <div className={classes.chips}>
      {way.length === 0 &&
        greeting.suggestions.map((one) => (
          <Button key={one.tap.id} size="compact-sm" radius="xl" variant="light" title={one.why} onClick={() => onTap(one.label, one.tap)}>
            {one.label}
          </Button>
        ))}
      {way.length > 0 && (
        <Button size="compact-sm" radius="xl" variant="subtle" leftSection={<ArrowLeft size={14} aria-hidden />} onClick={() => setWay(way.slice(0, -1))}>
          {t("preview.back")}
        </Button>
      )}
      {items.map((item) => (
        <Button key={item.id} size="compact-sm" radius="xl" variant="default" onClick={() => take(item)}>
          {item.label}
        </Button>
      ))}
    </div>
  );
}
