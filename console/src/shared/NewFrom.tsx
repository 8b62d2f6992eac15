// A button that asks what to start from, and leads to what it made.
import { Button, Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { sayFailed } from "@/shared/confirm";
import classes from "@/shared/NewFrom.module.css";

interface NewFromProps<T extends string> {
  verb: string;
  title: string;
  /** Where it is made, and where it is looked at. */
  path: string;
  starts: T[];
  /** What is sent for each. */
  body: (start: T) => object;
  size?: "lg" | "xl";
  /** The card. */
  children: (start: T) => ReactNode;
}

export function NewFrom<T extends string>({ verb, title, path, starts, body, size = "lg", children }: NewFromProps<T>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const create = async (start: T) => {
    setBusy(true);
    try {
      const made = await post<{ id: string }>(path, body(start));
      await changed(path);
      await navigate({ to: `${path}/${made.id}` });
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {verb}
      </Button>
      <Modal size={size} opened={opened} onClose={() => setOpened(false)} title={title} closeButtonProps={{ "aria-label": t("close") }}>
        <div className={classes.cards} data-size={size}>
          {starts.map((start) => (
            <button key={start} type="button" className={classes.card} disabled={busy} onClick={() => void create(start)}>
              {children(start)}
            </button>
          ))}
        </div>
      </Modal>
    </>
  );
}
