"""What every page stands in: header, navigation, language, look, offline shell, error pages."""
