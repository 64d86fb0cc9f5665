"""The register of enterprise product and service standards (企业产品和服务标准自我声明公开)."""
