// The classes of visitors: those of the first list are proposed by rules, all others are for people to give.
import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { freshId, LANGUAGES, named, type VisitorClass } from "@/pages/wrapup/tree";
import { Surface } from "@/shared/Surface";

interface ClassesProps {
  classes: VisitorClass[];
  mayWrite: boolean;
  onChange: (classes: VisitorClass[]) => void;
}

export function Classes({ classes, mayWrite, onChange }: ClassesProps) {
  const { t, i18n } = useTranslation("wrapup");
  const rename = (id: string, language: string, text: string) =>
    onChange(classes.map((one) => (one.id === id ? { ...one, names: { ...one.names, [language]: text } } : one)));
  const add = () => {
    const id = freshId(classes.map((one) => one.id), "", "class");
    onChange([...classes, { id, names: { [i18n.language]: t("newClass") } }]);
  };
  return (
    <Surface title={t("classes")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("classesText")}
      </Text>
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="xs">
          {classes.map((one) => (
            <Group key={one.id} gap="xs" wrap="nowrap" align="center">
              <Group gap="xs" grow preventGrowOverflow={false} style={{ flex: 1, minWidth: 0 }}>
                {LANGUAGES.map((language) => (
                  <TextInput
                    key={language}
                    size="xs"
                    aria-label={`${named(one.names, i18n.language)} – ${t(`language.${language}`)}`}
                    placeholder={t(`language.${language}`)}
                    value={one.names[language] ?? ""}
                    onChange={(event) => rename(one.id, language, event.currentTarget.value)}
                    style={{ minWidth: 110 }}
                  />
                ))}
              </Group>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("removeCode", { name: named(one.names, i18n.language) })}
                onClick={() => onChange(classes.filter((other) => other.id !== one.id))}
              >
                <Trash2 size={15} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
        <Button mt="md" variant="light" leftSection={<Plus size={16} aria-hidden />} onClick={add}>
          {t("addClass")}
        </Button>
      </fieldset>
    </Surface>
  );
}
