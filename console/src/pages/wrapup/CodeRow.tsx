// One code: its name, what may be done with it, and below it its details and children.
import { ActionIcon, Box, Group, Paper, Stack, TagsInput, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { childrenOf, type Code, LANGUAGES, named, newCode } from "@/pages/wrapup/tree";

const DEEPEST = 4;

interface CodeRowProps {
  code: Code;
  place: number[];
  all: Code[];
  onChange: (place: number[], next: (code: Code) => Code | null) => void;
  onMove: (place: number[], by: -1 | 1) => void;
}

export function CodeRow({ code, place, all, onChange, onMove }: CodeRowProps) {
  const { t, i18n } = useTranslation("wrapup");
  const [isOpen, setOpen] = useState(false);
  const name = named(code.names, i18n.language) || code.id;
  const children = childrenOf(code);
  const Mark = isOpen ? ChevronDown : ChevronRight;
  const add = () => {
    const made = newCode(all, t("newCode"), i18n.language);
    onChange(place, (one) => ({ ...one, children: [...childrenOf(one), made] }));
    setOpen(true);
  };
  return (
    <Box component="li" ml={place.length > 1 ? "lg" : 0}>
      <Paper withBorder radius="md" px="sm" py={6} bg="var(--fl-surface)">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} style={{ minWidth: 0, flex: 1 }}>
            <Group gap={8} wrap="nowrap">
              <Mark size={16} aria-hidden />
              <Text fw={place.length === 1 ? 600 : 400} size="sm" className="fl-cut">
                {name}
              </Text>
              {children.length > 0 && (
                <Text size="xs" c="dimmed" className="fl-number">
                  {children.length}
                </Text>
              )}
            </Group>
          </UnstyledButton>
          <Group gap={2} wrap="nowrap">
            <Act label={t("up", { name })} onClick={() => onMove(place, -1)} icon={<ArrowUp size={15} aria-hidden />} />
            <Act label={t("down", { name })} onClick={() => onMove(place, 1)} icon={<ArrowDown size={15} aria-hidden />} />
            {place.length < DEEPEST && <Act label={t("addBelow", { name })} onClick={add} icon={<Plus size={15} aria-hidden />} />}
            <Act label={t("removeCode", { name })} onClick={() => onChange(place, () => null)} icon={<Trash2 size={15} aria-hidden />} />
          </Group>
        </Group>
        {isOpen && <Details code={code} onChange={(next) => onChange(place, next)} isLeaf={children.length === 0} />}
      </Paper>
      {isOpen && children.length > 0 && (
        <Stack gap={6} mt={6} component="ul" p={0} style={{ listStyle: "none" }}>
          {children.map((child, index) => (
            <CodeRow key={child.id} code={child} place={[...place, index]} all={all} onChange={onChange} onMove={onMove} />
          ))}
        </Stack>
      )}
    </Box>
  );
}

function Act({ label, onClick, icon }: { label: string; onClick: () => void; icon: ReactNode }) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

interface DetailsProps {
  code: Code;
  isLeaf: boolean;
  onChange: (next: (code: Code) => Code) => void;
}

function Details({ code, isLeaf, onChange }: DetailsProps) {
  const { t } = useTranslation("wrapup");
  const rename = (language: string, text: string) =>
    onChange((one) => ({ ...one, names: kept({ ...one.names, [language]: text }) }));
  return (
    <Stack gap="xs" mt="xs" mb={6} pl={24}>
      <Group gap="xs" grow preventGrowOverflow={false}>
        {LANGUAGES.map((language) => (
          <TextInput
            key={language}
            size="xs"
            label={t(`language.${language}`)}
            value={code.names[language] ?? ""}
            onChange={(event) => rename(language, event.currentTarget.value)}
            style={{ minWidth: 130 }}
          />
        ))}
      </Group>
      {isLeaf && (
        <TagsInput
          size="xs"
          label={t("keywords")}
          description={t("keywordsText")}
          value={code.keywords ?? []}
          onChange={(keywords) => onChange((one) => ({ ...one, keywords }))}
          splitChars={[",", "，", "、"]}
        />
      )}
      <Text size="xs" c="dimmed">
        {t("id")} {code.id}
      </Text>
    </Stack>
  );
}

/** A language without a name is left out, so that the nearest one stands in. */
function kept(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter(([, text]) => text.trim() !== ""));
}
