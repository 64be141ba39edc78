package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shifu/assets"
	"shifu/data"
	"shifu/data/export"
	"shifu/internal/fault"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
)

// verify checks certificates, exports and data folders.
type verify struct {
	ShopKey string   `name:"shop-key" placeholder:"FILE|FINGERPRINT" help:"${shop_key}"`
	Against string   `name:"against" placeholder:"FILE|DIR" help:"${against}"`
	Paths   []string `arg:"" name:"file" help:"${verify_paths}"`
}

// verified is what was found of one thing.
type verified struct {
	Path string `json:"path"`
	Kind string `json:"kind"` // certificate, register, manifest, data
	certificate.Report
}

// Run verifies the paths. It ends in Findings when one of them is not valid;
// one that is consistent, but of a shop that nobody vouched for, is well with
// a warning.
func (c *verify) Run(s *scene) error {
	known := certificate.Known{Now: s.Clock.Now().UnixMilli(), Press: pdf.LazyPress(assets.FontRegular, assets.FontBold)}
	var err error
	if known.ShopKey, err = c.key(); err != nil {
		return err
	}
	if c.Against != "" {
		if known.Against, err = c.register(s); err != nil {
			return err
		}
	}
	var all []verified
	for _, path := range c.Paths {
		found, err := c.path(s, path, known)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	bad := slices.ContainsFunc(all, func(v verified) bool { return v.Verdict == certificate.VerdictNotValid })
	if s.json {
		s.value(map[string]any{"verified": all, "well": !bad})
	} else {
		for _, v := range all {
			s.tell(v, known.ShopKey != "")
		}
	}
	if bad {
		return errFound
	}
	return nil
}

// key reads --shop-key: a file that holds the key or its fingerprint, or
// either of them itself.
func (c *verify) key() (string, error) {
	text := c.ShopKey
	if info, err := os.Stat(text); text != "" && err == nil && !info.IsDir() {
		if info.Size() > 4096 {
			return "", noKey(c.ShopKey)
		}
		raw, err := os.ReadFile(text)
		if err != nil {
			return "", unreadable(err, text)
		}
		text = string(raw)
	}
	text = strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer(":", "", "-", "").Replace(text)), ""))
	if n := len(text); n != 0 && n != 32 && n != 64 || strings.Trim(text, "0123456789abcdef") != "" {
		return "", noKey(c.ShopKey)
	}
	return text, nil
}

func noKey(text string) error {
	return &misuse{fault.New(fault.Invalid, "fault.ctl.shop_key", "Key", text)}
}

// register reads --against: a register's file, a folder that holds one, or a
// data folder.
func (c *verify) register(s *scene) (*certificate.Register, error) {
	path := c.Against
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(err, path)
	}
	if info.IsDir() && data.Holds(path) {
		db, err := s.open(path, true)
		if err != nil {
			return nil, err
		}
		defer func() { _ = db.Close() }()
		services := data.NewServices(db)
		actor, err := services.Owner(s.ctx)
		if err != nil {
			return nil, err
		}
		raw, err := services.Certificates.Register(s.ctx, actor)
		if err != nil {
			return nil, err
		}
		return certificate.ReadRegister(raw)
	}
	if info.IsDir() {
		path = filepath.Join(path, export.RegisterName)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err, path)
	}
	return certificate.ReadRegister(raw)
}

func unreadable(err error, path string) error {
	return fault.Wrap(err, fault.Unavailable, "fault.ctl.unreadable", "Name", path)
}

func (c *verify) path(s *scene, path string, known certificate.Known) ([]verified, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, unreadable(err, path)
	case info.IsDir() && data.Holds(path):
		return c.shop(s, path, known)
	case info.IsDir():
		return c.folder(path, known)
	}
	return c.file(path, known)
}

// file verifies one file: a certificate, its proof, a register or a manifest;
// any other file by the manifest beside it that names it.
func (c *verify) file(path string, known certificate.Known) ([]verified, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err, path)
	}
	if strings.EqualFold(filepath.Ext(path), ".pdf") {
		return []verified{{path, "certificate", certificate.Verify(raw, known)}}, nil
	}
	var head struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(raw, &head) == nil {
		switch head.Format {
		case certificate.ManifestFormat:
			return []verified{{path, "manifest", manifest(path, raw, known)}}, nil
		case certificate.RegisterFormat:
			return []verified{{path, "register", certificate.VerifyRegister(raw, known)}}, nil
		case certificate.ProofFormat:
			return []verified{{path, "certificate", certificate.Verify(raw, known)}}, nil
		}
	}
	manifests, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"+export.ManifestSuffix))
	if err != nil {
		return nil, unreadable(err, path)
	}
	for _, m := range manifests {
		text, err := os.ReadFile(m)
		if err != nil {
			return nil, unreadable(err, m)
		}
		if strings.Contains(string(text), `"name":`+quoted(filepath.Base(path))) {
			return []verified{{m, "manifest", manifest(m, text, known)}}, nil
		}
	}
	return []verified{{path, "certificate", certificate.Verify(raw, known)}}, nil
}

func quoted(s string) string {
	raw, _ := json.Marshal(s) // a string always can be
	return string(raw)
}

// manifest verifies a manifest and the files beside it.
func manifest(path string, raw []byte, known certificate.Known) certificate.Report {
	return certificate.VerifyManifest(raw, func(name string) []byte {
		if name != filepath.Base(name) || !filepath.IsLocal(name) {
			return nil
		}
		content, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
		if err != nil {
			return nil
		}
		return content
	}, known)
}

// folder verifies every manifest, register and certificate of a folder. A
// register in it serves for revocations.
func (c *verify) folder(dir string, known certificate.Known) ([]verified, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, unreadable(err, dir)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, export.RegisterName)); err == nil && known.Against == nil {
		if r, err := certificate.ReadRegister(raw); err == nil {
			known.Against = r
		}
	}
	var all []verified
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, export.ManifestSuffix) && name != export.RegisterName && !strings.EqualFold(filepath.Ext(name), ".pdf") {
			continue
		}
		found, err := c.file(filepath.Join(dir, name), known)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, "fault.ctl.nothing_to_verify", "Name", dir)
	}
	return all, nil
}

// shop verifies a data folder: every entry of its ledger, and every
// certificate as a stranger would.
func (c *verify) shop(s *scene, dir string, known certificate.Known) ([]verified, error) {
	db, err := s.open(dir, true)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	examined, err := db.Doctor(s.ctx)
	if err != nil {
		return nil, err
	}
	services := data.NewServices(db)
	actor, err := services.Owner(s.ctx)
	if err != nil {
		return nil, err
	}
	checked, err := services.Certificates.CheckAll(s.ctx, actor)
	if err != nil && examined.Well() {
		return nil, err // else what was found says why it could not look
	}
	shop, err := services.Staff.Shop(s.ctx)
	if err != nil {
		return nil, err
	}
	whole := certificate.Report{Verdict: certificate.VerdictConsistent, Fingerprint: shop.KeyFingerprint, Size: examined.Head.Size}
	whole.Trusted = known.ShopKey == shop.KeyFingerprint
	if whole.Trusted {
		whole.Verdict = certificate.VerdictValid
	}
	for _, f := range examined.Findings {
		whole.Verdict = certificate.VerdictNotValid
		whole.Checks = append(whole.Checks, certificate.Check{Aspect: certificate.OfLog, Outcome: certificate.Fails, Key: fault.KeyOf(f.Err), Params: fault.ParamsOf(f.Err)})
	}
	for _, one := range checked {
		// An end or a revocation is no defect of the folder.
		for _, check := range one.Report.Checks {
			if check.Outcome == certificate.Fails && check.Aspect != certificate.OfExpiry && check.Aspect != certificate.OfRevocation {
				whole.Verdict = certificate.VerdictNotValid
				whole.Checks = append(whole.Checks, check)
			}
		}
	}
	return []verified{{dir, "data", whole}}, nil
}

// tell prints what was found for people.
func (s *scene) tell(v verified, given bool) {
	s.line("%s", v.Path)
	pairs := []any{"Fingerprint", grouped(v.Fingerprint)}
	if v.Kind == "certificate" && v.Record != nil {
		r := v.Record
		pairs = append(pairs, "Holder", r.Holder.Name, "Title", s.words.Text(r.Title), "Number", r.Number)
		s.line("  %s", s.words.T("certificate.verdict."+string(v.Verdict), pairs...))
		s.line("  %s", s.words.T("certificate.verify.holder", "Holder", r.Holder.Name))
		s.line("  %s", s.words.T("certificate.verify.shop", "Shop", r.Shop.Name, "Fingerprint", grouped(v.Fingerprint)))
		s.line("  %s", s.words.T("certificate.verify.dates", "Issued", r.IssuedOn(), "Until", r.ValidTo()))
	} else {
		s.line("  %s", s.words.T("certificate.verdict.file."+string(v.Verdict), pairs...))
	}
	switch {
	case v.Fingerprint == "":
	case given && v.Trusted:
		s.line("  %s", s.words.T("certificate.verify.trusted_given"))
	case !given:
		s.line("  %s", s.words.T("certificate.verify.trusted_inside", pairs...))
	}
	for _, check := range v.Checks {
		aspect, outcome := s.words.T("certificate.aspect."+string(check.Aspect)), s.words.T("certificate.outcome."+string(check.Outcome))
		if check.Key == "" {
			s.line("    %s", s.words.T("ctl.verify.check", "Aspect", aspect, "Outcome", outcome))
			continue
		}
		what := s.words.Fault(&fault.Error{Key: check.Key, Params: check.Params})
		s.line("    %s", s.words.T("ctl.verify.check_why", "Aspect", aspect, "Outcome", outcome, "What", what))
	}
}

// grouped writes a fingerprint in groups of four, as people compare it.
func grouped(fingerprint string) string {
	var groups []string
	for part := range slices.Chunk([]byte(fingerprint), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}
