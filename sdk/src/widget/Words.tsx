import { pieces } from "./reading";

export function Words({ text }: { text: string }) {
  return (
    <p class="words">
      {pieces(text).map((piece) =>
        piece.href ? (
          <a href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}
