"""Source for Numba kept as modules in the user's cache folder, so that what is compiled once is found again."""

import importlib.util
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from types import ModuleType


def cache_folder() -> Path:
    """Where compiled code is kept: VARICK_CACHE, or the user's cache folder, or a temporary one."""
    asked = os.environ.get("VARICK_CACHE")
    folder = (
        Path(asked) if asked else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "varick"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="varick-"))


def place_of(text: str, kind: str = "varick") -> Path:
    """Where a source is kept: named by its text, which is all that it depends on."""
    from hashlib import blake2b

    return cache_folder() / f"{kind}_{blake2b(text.encode(), digest_size=10).hexdigest()}.py"


@lru_cache(maxsize=32)
def kept(text: str, kind: str = "varick") -> ModuleType:
    """The source as a module, written where Numba can cache what it compiles."""
    path = place_of(text, kind)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".py")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
