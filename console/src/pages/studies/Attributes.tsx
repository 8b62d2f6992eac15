import { Button, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AttributeCard } from "@/pages/studies/AttributeCard";
import { usePlanning } from "@/pages/studies/planning";
import { freeCode, MOST, moved, newLevel, withAttributes } from "@/pages/studies/plans";
import { LanguageChoice } from "@/pages/studies/QuestionFields";
import type { Attribute } from "@/pages/studies/shapes";
import { Surface } from "@/shared/Surface";

/** What products differ in, and the levels of each. */
export function Attributes() {
  const { t } = useTranslation("studies");
  const { plan, set, mayWrite } = usePlanning();
  const { attributes } = plan;
  const put = (next: Attribute[], topic = "") => set(withAttributes(plan, next), topic);
  const add = () => {
    const first = newLevel([]);
    put([...attributes, { code: freeCode(attributes, "a"), label: {}, levels: [first, newLevel([first])], is_price: false, is_linear: null }]);
  };
  return (
    <Surface title={t("attributes.title")} aside={<LanguageChoice />}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("attributes.text")}
      </Text>
      <Stack gap="md">
        {attributes.map((one, place) => (
          <AttributeCard
            key={one.code}
            attribute={one}
            place={place}
            last={attributes.length - 1}
            onChange={(part, topic) => put(attributes.map((other) => (other === one ? { ...one, ...part } : other)), topic)}
            onMove={(by) => put(moved(attributes, place, by))}
            onRemove={() => put(attributes.toSpliced(place, 1))}
          />
        ))}
      </Stack>
      {mayWrite && attributes.length < MOST.attributes && (
        <Button mt="md" variant="light" size="sm" leftSection={<Plus size={15} aria-hidden />} onClick={add}>
          {t("attributes.add")}
        </Button>
      )}
    </Surface>
  );
}
