"""The templates, as a package so that wheel and editable install both find them (mapped to `registry.templates`)."""
