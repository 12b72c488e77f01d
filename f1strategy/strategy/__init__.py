"""Pure: lap records become the field, the field becomes each driver's options."""
