"""What all workbooks share: how cells look, how ranges are named, how a file is written whole or not at all."""
