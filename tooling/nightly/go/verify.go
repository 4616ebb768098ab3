// Reads chains from standard input and writes what crypto/x509 says of each: "ok", or the error.
package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"log"
	"os"
)

type chain struct {
	Host          string   `json:"host"`
	Root          string   `json:"root"`
	Intermediates []string `json:"intermediates"`
	Leaf          string   `json:"leaf"`
}

func verify(c chain) string {
	block, _ := pem.Decode([]byte(c.Leaf))
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err.Error()
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(c.Root))
	for _, text := range c.Intermediates {
		intermediates.AppendCertsFromPEM([]byte(text))
	}
	_, err = leaf.Verify(x509.VerifyOptions{DNSName: c.Host, Roots: roots, Intermediates: intermediates})
	if err != nil {
		return err.Error()
	}
	return "ok"
}

func main() {
	var chains []chain
	if err := json.NewDecoder(os.Stdin).Decode(&chains); err != nil {
		log.Fatal(err)
	}
	verdicts := make([]string, len(chains))
	for i, c := range chains {
		verdicts[i] = verify(c)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		log.Fatal(err)
	}
}
