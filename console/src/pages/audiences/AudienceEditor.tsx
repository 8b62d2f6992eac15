import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { patch, post, remove } from "@/api/client";
import { changed as readAgain } from "@/api/queries";
import { useRights } from "@/app/session";
import { PreviewBox } from "@/pages/audiences/PreviewBox";
import classes from "@/pages/audiences/Rule.module.css";
import { RuleEditor } from "@/pages/audiences/RuleEditor";
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { Audience, Rule } from "@/pages/audiences/shapes";
import { ruleOf, treeOf } from "@/pages/audiences/tree";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export function AudienceEditor({ audience }: { audience: Audience | null }) {
  const { t } = useTranslation("audiences");
  const may = useRights();
  const [name, setName] = useState(audience?.name ?? "");
  const [root, setRoot] = useState(() => treeOf(audience?.rule ?? null));
  const rule = ruleOf(root);
  const isChanged = audience !== null && (name !== audience.name || JSON.stringify(rule) !== JSON.stringify(ruleOf(treeOf(audience.rule))));
  return (
    <div>
      <PageHeader
        title={audience ? audience.name || t("noName") : t("new")}
        text={isChanged ? t("unsaved") : undefined}
        actions={may("audiences.write") && <Actions audience={audience} name={name.trim()} rule={rule} />}
      />
      <div className={classes.split}>
        <Stack gap="lg">
          <TextInput
            label={t("name")}
            placeholder={t("namePlaceholder")}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RuleEditor root={root} onChange={setRoot} />
          {rule && (
            <Surface title={t("sentence.title")}>
              <Text size="sm">{sentenceOf(rule, t as Say)}</Text>
            </Surface>
          )}
        </Stack>
        <div className={classes.aside}>
          <PreviewBox rule={rule} />
        </div>
      </div>
    </div>
  );
}

function Actions({ audience, name, rule }: { audience: Audience | null; name: string; rule: Rule | null }) {
  const { t } = useTranslation("audiences");
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const body = { name, rule };
      const kept = audience ? await patch<Audience>(`/audiences/${audience.id}`, body) : await post<Audience>("/audiences", body);
      await readAgain("/audiences");
      sayDone(t("saved"));
      if (!audience) await navigate({ to: `/audiences/${kept.id}`, replace: true });
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const drop = async () => {
    await remove(`/audiences/${audience?.id}`);
    await navigate({ to: "/audiences" });
    await readAgain("/audiences");
    sayDone(t("deleted"));
  };
  return (
    <Group gap="sm">
      {audience && (
        <Confirm title={t("delete")} text={t("deleteText")} verb={t("delete")} onYes={drop}>
          {(open) => (
            <Button variant="default" onClick={open}>
              {t("delete")}
            </Button>
          )}
        </Confirm>
      )}
      <Button loading={busy} disabled={!rule || !name} onClick={() => void save()}>
        {t("save")}
      </Button>
    </Group>
  );
}
