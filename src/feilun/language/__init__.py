"""Understanding text: no storage, no events, no business; models are fitted, judged and asked here."""
