import { CloseButton, Fieldset, Group, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import { ROUTES, type Turn } from "@/pages/versions/shapes";
import classes from "@/pages/versions/Versions.module.css";

type Wish = NonNullable<Turn["expect"]>;

interface TurnFieldsProps {
  place: number;
  turn: Turn;
  onChange: (turn: Turn) => void;
  onRemove: (() => void) | undefined;
}

/** One turn. A tap that came over the API stays as it is; here one writes what is said. */
export function TurnFields({ place, turn, onChange, onRemove }: TurnFieldsProps) {
  const { t } = useTranslation("versions");
  const expect: Wish = turn.expect ?? { route: "", contains: "" };
  const wish = (change: Partial<Wish>) => onChange({ ...turn, expect: { ...expect, ...change } });
  return (
    <Fieldset legend={t("dialogs.turn", { n: place + 1 })} p="sm">
      <Group gap="sm" wrap="nowrap" align="end" mb="sm">
        <TextInput
          style={{ flex: 1 }}
          label={t("dialogs.say")}
          value={turn.tap ? t("dialogs.tap") : (turn.say ?? "")}
          disabled={Boolean(turn.tap)}
          onChange={(event) => onChange({ ...turn, say: event.currentTarget.value })}
        />
        {onRemove && <CloseButton aria-label={t("dialogs.removeTurn", { n: place + 1 })} onClick={onRemove} />}
      </Group>
      <div className={classes.turn}>
        <NativeSelect
          label={t("dialogs.route")}
          value={expect.route}
          data={[{ value: "", label: t("dialogs.any") }, ...ROUTES.map((value) => ({ value, label: t(`route.${value}` as "route.answer") }))]}
          onChange={(event) => wish({ route: event.currentTarget.value })}
        />
        <ArticleSelect
          clearable
          label={t("dialogs.article")}
          placeholder={t("dialogs.any")}
          value={expect.article ?? null}
          onChange={(article) => wish({ article })}
        />
        <TextInput label={t("dialogs.contains")} value={expect.contains} onChange={(event) => wish({ contains: event.currentTarget.value })} />
      </div>
    </Fieldset>
  );
}
