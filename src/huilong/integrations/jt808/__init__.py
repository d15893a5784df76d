"""JT/T 808 (部标 808 协议): what tracking devices in China speak, its gateway, a device for trying."""
