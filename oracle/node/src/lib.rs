//! The sidecar an inference provider runs beside a model server
