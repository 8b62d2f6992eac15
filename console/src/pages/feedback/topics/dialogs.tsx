// The four things people do to a topic, each in a short dialog.
import { Button, Group, Modal, NumberInput, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { changed } from "@/api/queries";
import type { Topic } from "@/pages/feedback/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

interface DialogProps {
  topic: Topic;
  /** Of the same language. */
  others: Topic[];
  onClose: () => void;
}

interface FormProps extends Pick<DialogProps, "topic" | "onClose"> {
  deed: "name" | "pin" | "merge" | "split";
  isReady?: boolean;
  onDo: () => Promise<unknown>;
  children: ReactNode;
}

function DeedForm({ deed, topic, isReady = true, onDo, onClose, children }: FormProps) {
  const { t } = useTranslation("feedback");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onDo();
      sayDone(t(`done.${deed}`));
      onClose();
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
      // A colleague may have been faster: what is shown is read anew in any case.
      void changed("/feedback/");
    }
  };
  const title = t(`deed.${deed}Title`, { name: topic.name });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("common:close") }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t(`deed.${deed}Text`)}
          </Text>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {t(`deed.${deed}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const pathOf = (topic: Topic) => `/feedback/topics/${topic.id}`;

export function NameDialog({ topic, onClose }: DialogProps) {
  const { t } = useTranslation("feedback");
  const [name, setName] = useState(topic.name);
  const rename = () => put(pathOf(topic), { revision: topic.revision, name: name.trim() });
  return (
    <DeedForm deed="name" topic={topic} isReady={name.trim() !== ""} onDo={rename} onClose={onClose}>
      <TextInput
        data-autofocus
        label={t("topics.name")}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </DeedForm>
  );
}

export function PinDialog({ topic, onClose }: DialogProps) {
  const { t } = useTranslation("feedback");
  const [words, setWords] = useState(topic.pinned);
  const pin = () => put(pathOf(topic), { revision: topic.revision, pinned: words });
  return (
    <DeedForm deed="pin" topic={topic} onDo={pin} onClose={onClose}>
      <TagsInput data-autofocus label={t("topics.pinned")} data={topic.words} value={words} onChange={setWords} maxTags={50} />
    </DeedForm>
  );
}

export function MergeDialog({ topic, others, onClose }: DialogProps) {
  const { t } = useTranslation("feedback");
  const [into, setInto] = useState<string | null>(null);
  const data = others.map((one) => ({ value: one.id, label: one.name }));
  return (
    <DeedForm
      deed="merge"
      topic={topic}
      isReady={into !== null}
      onDo={() => post(`${pathOf(topic)}/merger`, { into })}
      onClose={onClose}
    >
      <Select data-autofocus label={t("topics.into")} data={data} value={into} onChange={setInto} searchable />
    </DeedForm>
  );
}

export function SplitDialog({ topic, onClose }: DialogProps) {
  const { t } = useTranslation("feedback");
  const [number, setNumber] = useState<number | string>(2);
  return (
    <DeedForm
      deed="split"
      topic={topic}
      isReady={Number(number) >= 2}
      onDo={() => post(`${pathOf(topic)}/split`, { number: Number(number) })}
      onClose={onClose}
    >
      <NumberInput data-autofocus label={t("topics.parts")} min={2} max={8} value={number} onChange={setNumber} />
    </DeedForm>
  );
}
