"""Use cases of account holders, tokens, people and sessions."""

from registry.accounts.service.people import add_user, disable_user, enable_user, set_password, user_by_login, users
from registry.accounts.service.signing_in import recognise, sign_in, sign_out
from registry.accounts.service.tokens import (
    TOKEN_LIFE,
    TOKEN_PREFIX,
    add_holder,
    authenticate,
    create_token,
    holder_named,
    rename_holder,
    revoke_token,
    tokens,
)

__all__ = [
    "TOKEN_LIFE",
    "TOKEN_PREFIX",
    "add_holder",
    "add_user",
    "authenticate",
    "create_token",
    "disable_user",
    "enable_user",
    "holder_named",
    "recognise",
    "rename_holder",
    "revoke_token",
    "set_password",
    "sign_in",
    "sign_out",
    "tokens",
    "user_by_login",
    "users",
]
