// The tree of one-tap answers: articles, flows, links, a person, or more choices below.
import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, CornerDownRight, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/bot/Bot.module.css";
import { changedItem, movedItem, newItem, withoutItem } from "@/pages/bot/setup/menu";
import { FlowSelect } from "@/pages/bot/setup/FlowSelect";
import type { SetupFields } from "@/pages/bot/setup/WelcomeRows";
import { WordsField } from "@/pages/bot/setup/WordsField";
import type { MenuItem, MenuKind } from "@/pages/bot/shapes";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";

const KINDS: MenuKind[] = ["article", "flow", "children", "person", "link"];

export function MenuEditor({ draft, change, language, disabled }: SetupFields) {
  const { t } = useTranslation("bot");
  const set = (menu: MenuItem[]) => change({ menu });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("menu.text")}
      </Text>
      <Items items={draft.menu} whole={draft.menu} set={set} language={language} disabled={disabled} />
      {!disabled && (
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => set([...draft.menu, newItem()])}>
          {t("menu.add")}
        </Button>
      )}
    </Stack>
  );
}

interface ItemsProps {
  items: MenuItem[];
  whole: MenuItem[];
  set: (menu: MenuItem[]) => void;
  language: SetupFields["language"];
  disabled: boolean;
}

function Items(props: ItemsProps) {
  return (
    <Stack gap={6}>
      {props.items.map((item) => (
        <div key={item.id}>
          <Item {...props} item={item} />
          {item.kind === "children" && (
            <div className={classes.below}>
              <Items {...props} items={item.children} />
            </div>
          )}
        </div>
      ))}
    </Stack>
  );
}

function Item({ item, whole, set, language, disabled }: ItemsProps & { item: MenuItem }) {
  const { t } = useTranslation("bot");
  const put = (part: Partial<MenuItem>) => set(changedItem(whole, item.id, (one) => ({ ...one, ...part })));
  const below = () => put({ children: [...item.children, newItem()] });
  return (
    <div className={classes.item}>
      <div className={classes.itemFields}>
        <WordsField hidden label={t("menu.label")} words={item.label} language={language} disabled={disabled} otherwise={t("menu.label")} onChange={(label) => put({ label })} />
        <Select
          aria-label={t("menu.kind")}
          allowDeselect={false}
          disabled={disabled}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={item.kind}
          onChange={(kind) => put({ kind: kind as MenuKind, target: "", children: kind === "children" ? [newItem()] : [] })}
        />
        <Target item={item} disabled={disabled} onChange={(target) => put({ target })} />
      </div>
      {!disabled && (
        <Group gap={0} wrap="nowrap">
          {item.kind === "children" && (
            <ActionIcon variant="subtle" color="gray" aria-label={t("menu.below")} onClick={below}>
              <CornerDownRight size={16} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon variant="subtle" color="gray" aria-label={t("up")} onClick={() => set(movedItem(whole, item.id, -1))}>
            <ArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("down")} onClick={() => set(movedItem(whole, item.id, 1))}>
            <ArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("common:remove")} onClick={() => set(withoutItem(whole, item.id))}>
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </div>
  );
}

function Target({ item, disabled, onChange }: { item: MenuItem; disabled: boolean; onChange: (target: string) => void }) {
  const { t } = useTranslation("bot");
  if (item.kind === "link") {
    return <TextInput aria-label={t("menu.address")} placeholder="https://" disabled={disabled} value={item.target} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  const common = {
    disabled,
    "aria-label": t(`kind.${item.kind}`),
    placeholder: t("menu.choose"),
    value: item.target || null,
    onChange: (next: string | null) => onChange(next ?? ""),
  };
  if (item.kind === "article") return <ArticleSelect {...common} />;
  return item.kind === "flow" ? <FlowSelect {...common} /> : <span />;
}
