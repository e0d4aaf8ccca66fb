"""*Rappels* of a person's dossier: asked for, changed, called off, wanted or not."""
