// The agent's desk: list, thread and the customer beside it. On a phone each of the three is a screen of its own.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Box, ConversationRow } from "@/api/shapes";
import { useSession } from "@/app/session";
import { useCaseBell } from "@/pages/cases/useCaseBell";
import { ContextPanel } from "@/pages/desk/ContextPanel";
import { Conversation } from "@/pages/desk/Conversation";
import { ConversationList } from "@/pages/desk/ConversationList";
import classes from "@/pages/desk/Desk.module.css";
import { KeySheet } from "@/pages/desk/KeySheet";
import { StaleBar } from "@/pages/desk/StaleBar";
import { useDeskKeys } from "@/pages/desk/useDeskKeys";
import { useInboxNews } from "@/pages/desk/useInboxNews";
import { EmptyState } from "@/shared/EmptyState";

export interface DeskSearch {
  box?: Box;
  view?: "customer";
}

export default function Desk() {
  const { t } = useTranslation("desk");
  const { conversation } = useParams({ strict: false }) as { conversation?: string };
  const { box = "mine", view } = useSearch({ strict: false }) as DeskSearch;
  const navigate = useNavigate();
  const { data: session } = useSession();
  const me = session?.person.id ?? "";
  const shown = useRef<ConversationRow[]>([]);
  const [sheet, setSheet] = useState(false);
  useInboxNews(me);
  useCaseBell();

  const open = (id: string | undefined, search: DeskSearch = { box }) =>
    void navigate({ to: `/desk${id ? `/${id}` : ""}`, search: search as never });
  const step = (by: number) => {
    const at = shown.current.findIndex((row) => row.id === conversation);
    const next = shown.current[at < 0 ? 0 : at + by];
    if (next) open(next.id);
  };
  useDeskKeys({ j: () => step(1), k: () => step(-1), "?": () => setSheet(true) });

  const screen = !conversation ? "list" : view === "customer" ? "customer" : "thread";
  return (
    <div className={classes.desk} data-screen={screen}>
      <StaleBar />
      <ConversationList
        box={box}
        opened={conversation}
        onBox={(next) => open(conversation, { box: next })}
        onOpen={(id) => open(id)}
        onShown={(rows) => {
          shown.current = rows;
        }}
        onKeys={() => setSheet(true)}
      />
      {conversation ? (
        <Conversation
          key={conversation}
          id={conversation}
          me={me}
          onBack={() => open(undefined)}
          onCustomer={() => open(conversation, { box, view: "customer" })}
        />
      ) : (
        <section className={classes.none}>
          <EmptyState icon={MessagesSquare} title={t("none.title")} text={t("none.text")} />
        </section>
      )}
      {conversation && <ContextPanel conversation={conversation} onBack={() => open(conversation)} />}
      <KeySheet opened={sheet} onClose={() => setSheet(false)} />
    </div>
  );
}
