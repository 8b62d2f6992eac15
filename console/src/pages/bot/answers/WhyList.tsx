import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Reason {
  code: string;
  facts?: Record<string, unknown>;
}

/** The reasons of a decision as sentences; a code we have no words for stands as it is, with its figures. */
export function WhyList({ why }: { why: Reason[] }) {
  const { t, i18n } = useTranslation("bot");
  const sentence = ({ code, facts }: Reason) => {
    const figures = Object.entries(facts ?? {}).map(([name, value]) => `${name} ${String(value)}`);
    const words = i18n.exists(`why.${code}`, { ns: "bot" }) ? t(`why.${code}`) : code;
    return figures.length ? `${words} (${figures.join(", ")})` : words;
  };
  return (
    <List size="sm" spacing={2}>
      {why.map((one) => (
        <List.Item key={one.code}>
          <Text size="sm" component="span">
            {sentence(one)}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
