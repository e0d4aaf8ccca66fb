"""Windows, the only room that holds Qt."""

from ui.immortal import make_immortal

make_immortal()
