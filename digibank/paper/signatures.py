def from_data_url(text: str) -> bytes:
    """shim"""
    return text.encode()
