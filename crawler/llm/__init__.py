"""Asking a language model: the client for any OpenAI-compatible endpoint, and the versioned prompts."""
