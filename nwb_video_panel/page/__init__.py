"""What the browser's page is told, and what it tells: the component, its state, its way to the media."""
