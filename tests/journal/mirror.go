// A mirror of a log in files, with the packages of Go's own checksum database: it opens the head, reads every
// tile through tlog.TileHashReader, which checks each against the root, and compares each entry with its hash.
//
//	mirror FOLDER LOG-KEY WITNESS-KEY
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner verifies lines of c2sp.org/tlog-cosignature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(said), sig[8:])
}

func newCosigner(vkey string) (cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return cosigner{}, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	return cosigner{parts[0], uint32(hash), key[1:]}, err
}

// folder reads the tiles of a log from files.
type folder string

func (f folder) Height() int                                { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	where := folder(os.Args[1])
	log, err := note.NewVerifier(os.Args[2])
	check(err)
	witness, err := newCosigner(os.Args[3])
	check(err)
	content, err := os.ReadFile(filepath.Join(string(where), "checkpoint"))
	check(err)
	opened, err := note.Open(content, note.VerifierList(log, witness))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, where)
	for number := int64(0); number*256 < size; number++ {
		tile := tlog.Tile{H: 8, L: -1, N: number, W: int(min(256, size-number*256))}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(string(where), path))
		check(err)
		for place := number * 256; len(bundle) > 0; place++ {
			length := int(binary.BigEndian.Uint16(bundle))
			hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, place)})
			check(err)
			if hashes[0] != tlog.RecordHash(bundle[2:2+length]) {
				check(fmt.Errorf("entry %d differs", place))
			}
			bundle = bundle[2+length:]
		}
	}
	fmt.Printf("%d entries, %d signatures\n", size, len(opened.Sigs))
}
