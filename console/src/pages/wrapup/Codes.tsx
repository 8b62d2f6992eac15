// The editor of the tree: names in three languages, words that point at a code, order, and the classes of visitors.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { Plus, RotateCcw, Save } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { Classes } from "@/pages/wrapup/Classes";
import { CodeRow } from "@/pages/wrapup/CodeRow";
import { changedAt, movedAt, newCode, type Tree } from "@/pages/wrapup/tree";
import { sayDone } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export function Codes() {
  const { data, error, refetch } = useAnswer<Tree>("/wrapup-codes");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  return data ? <Editor key={data.revision} kept={data} /> : <Loading lines={10} />;
}

function Editor({ kept }: { kept: Tree }) {
  const { t, i18n } = useTranslation("wrapup");
  const mayWrite = useRights()("bot.write");
  const [tree, setTree] = useState(kept);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const codes = tree.codes;
  const isChanged = JSON.stringify(tree) !== JSON.stringify(kept);
  const setCodes = (next: Tree["codes"]) => setTree({ ...tree, codes: next });
  const save = async () => {
    setBusy(true);
    setProblem("");
    try {
      await put<Tree>("/wrapup-codes", tree);
      sayDone(t("saved"));
      await changed("/wrapup-codes");
    } catch (reason) {
      setProblem(sentence(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="lg">
      {mayWrite && (
        <Group>
          <Button leftSection={<Save size={16} aria-hidden />} disabled={!isChanged} loading={busy} onClick={() => void save()}>
            {t("save")}
          </Button>
          <Button
            variant="default"
            leftSection={<RotateCcw size={16} aria-hidden />}
            disabled={!isChanged}
            onClick={() => setTree(kept)}
          >
            {t("discard")}
          </Button>
          {isChanged && (
            <Text size="sm" c="dimmed">
              {t("unsaved")}
            </Text>
          )}
        </Group>
      )}
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      <Surface title={t("tab.codes")}>
        <Text size="sm" c="dimmed" mb="md">
          {t("codesText")}
        </Text>
        <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
            {codes.map((code, index) => (
              <CodeRow
                key={code.id}
                code={code}
                place={[index]}
                all={codes}
                onChange={(place, next) => setCodes(changedAt(codes, place, next))}
                onMove={(place, by) => setCodes(movedAt(codes, place, by))}
              />
            ))}
          </Stack>
          <Button
            mt="md"
            variant="light"
            leftSection={<Plus size={16} aria-hidden />}
            onClick={() => setCodes([...codes, newCode(codes, t("newGroup"), i18n.language)])}
          >
            {t("addGroup")}
          </Button>
        </fieldset>
      </Surface>
      <Classes classes={tree.classes} mayWrite={mayWrite} onChange={(classes) => setTree({ ...tree, classes })} />
    </Stack>
  );
}
