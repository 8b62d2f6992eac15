// Pages and their questions in order. Drag a question, or press Alt with an arrow; Delete takes it away.
import { Button, Menu, ScrollArea, Stack, Text } from "@mantine/core";
import { FileText, Flag, GripVertical, Plus, Settings2 } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { dropped, KIND_GROUPS, moved, movedPage, placeOf, questionsOf, without, withPage, wordsIn } from "@/pages/surveys/form";
import type { Page, Question } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";

export function Outline() {
  const { t } = useTranslation("surveys");
  const { draft, chosen, choose, setForm, mayWrite } = useEditing();
  const { form } = draft;
  const addPage = () => {
    const made = withPage(form);
    setForm(made.form);
    choose({ what: "page", id: made.id });
  };
  return (
    <Stack gap={2}>
      <button type="button" className={classes.line} data-chosen={chosen.what === "form" || undefined} onClick={() => choose({ what: "form" })}>
        <Settings2 size={15} aria-hidden /> {t("place.form")}
      </button>
      {form.pages.map((page, at) => (
        <PageLines key={page.id} page={page} number={at + 1} />
      ))}
      <button type="button" className={classes.line} data-chosen={chosen.what === "ends" || undefined} onClick={() => choose({ what: "ends" })}>
        <Flag size={15} aria-hidden /> {t("place.ends")}
      </button>
      {mayWrite && (
        <Stack gap={6} mt="sm">
          <AddQuestion />
          <Button variant="default" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={addPage}>
            {t("outline.addPage")}
          </Button>
          <Text size="xs" c="dimmed" className={classes.hint}>
            {t("outline.hint")}
          </Text>
        </Stack>
      )}
    </Stack>
  );
}

function AddQuestion() {
  const { t } = useTranslation("surveys");
  const { draft, chosen, add } = useEditing();
  const { pages } = draft.form;
  const after = chosen.what === "question" ? chosen.id : undefined;
  const here = chosen.what === "page" ? chosen.id : (pages.find((page) => page.questions?.some((one) => one.id === after))?.id ?? pages.at(-1)?.id ?? "");
  return (
    <Menu position="bottom-start" width={250}>
      <Menu.Target>
        <Button size="xs" leftSection={<Plus size={14} aria-hidden />}>
          {t("outline.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={400}>
          {KIND_GROUPS.map((group) => (
            <div key={group.name}>
              <Menu.Label>{t(`group.${group.name}`)}</Menu.Label>
              {group.kinds.map((kind) => (
                <Menu.Item key={kind} onClick={() => add(here, kind, after)}>
                  {t(`kind.${kind}`)}
                </Menu.Item>
              ))}
            </div>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}

function PageLines({ page, number }: { page: Page; number: number }) {
  const { t } = useTranslation("surveys");
  const { draft, chosen, choose, setForm, mayWrite, language } = useEditing();
  const isChosen = chosen.what === "page" && chosen.id === page.id;
  const drop = useDrop(page.id);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = byOf(event);
    if (!by || !mayWrite) return;
    event.preventDefault();
    setForm(movedPage(draft.form, page.id, by));
  };
  return (
    <>
      <button
        type="button"
        className={`${classes.line} ${classes.head}`}
        data-chosen={isChosen || undefined}
        data-over={drop.over || undefined}
        onClick={() => choose({ what: "page", id: page.id })}
        onKeyDown={onKeyDown}
        {...drop.handlers}
      >
        <FileText size={15} aria-hidden />
        <span className="fl-cut">{wordsIn(page.title, language) || t("outline.page", { n: number })}</span>
      </button>
      {(page.questions ?? []).map((question) => (
        <QuestionLine key={question.id} page={page.id} question={question} />
      ))}
    </>
  );
}

function byOf(event: KeyboardEvent): -1 | 1 | 0 {
  if (!event.altKey) return 0;
  return event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
}

const DRAGGED = "application/x-feilun-question";

/** Takes a dragged question before `before`, or to the end of the page. */
function useDrop(page: string, before?: string) {
  const { draft, setForm } = useEditing();
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const id = event.dataTransfer.getData(DRAGGED);
        if (id) setForm(dropped(draft.form, id, page, before));
      },
    },
  };
}

function QuestionLine({ page, question }: { page: string; question: Question }) {
  const { t } = useTranslation("surveys");
  const { draft, chosen, choose, setForm, mayWrite, language, problems } = useEditing();
  const { form } = draft;
  const drop = useDrop(page, question.id);
  const isChosen = chosen.what === "question" && chosen.id === question.id;
  const isBad = problems.some((one) => {
    const place = one.level === "error" ? placeOf(form, one.where) : null;
    return place?.what === "question" && place.id === question.id;
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!mayWrite) return;
    const by = byOf(event);
    if (by) setForm(moved(form, question.id, by));
    else if (event.key === "Delete" || event.key === "Backspace") {
      const left = questionsOf(form).filter((one) => one.id !== question.id);
      setForm(without(form, question.id));
      choose(left[0] ? { what: "question", id: left[0].id } : { what: "page", id: page });
    } else return;
    event.preventDefault();
  };
  return (
    <button
      type="button"
      className={`${classes.line} ${classes.inner}`}
      draggable={mayWrite}
      data-chosen={isChosen || undefined}
      data-bad={isBad || undefined}
      data-over={drop.over || undefined}
      aria-current={isChosen || undefined}
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, question.id)}
      onClick={() => choose({ what: "question", id: question.id })}
      onKeyDown={onKeyDown}
      {...drop.handlers}
    >
      <GripVertical size={14} aria-hidden />
      <span className="fl-cut">{wordsIn(question.title, language) || t(`kind.${question.kind}`)}</span>
    </button>
  );
}
