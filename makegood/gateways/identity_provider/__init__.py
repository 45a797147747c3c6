"""An OpenID provider for development, with which everybody may be anybody: never for production."""
