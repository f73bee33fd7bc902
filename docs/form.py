"""The base of the forms of results."""

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    """These fields and no others."""

    model_config = ConfigDict(extra="forbid")
