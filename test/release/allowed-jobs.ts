/** What a job of the release workflow may have and do: the whole of it, so that a reader can judge it here. */
export type AllowedJob = {
  needs: string[];
  permissions: Record<string, string>;
  environment?: string;
  /** All expressions of the job, secrets among them. */
  expressions: string[];
  /**
   * Variables, actions with their inputs, and commands, with expressions as <…>; left out where a job has nothing that
   * could be misused.
   */
  steps?: string[];
};

const READ = { contents: "read" };
const VERSION = "needs.verify.outputs.version";
const BETWEEN = [VERSION, "needs.sign.outputs.sums"];
const HERE = ["github.server_url", "github.repository"];

const CHECKOUT = "uses actions/checkout persist-credentials=false";
const CHECKOUT_JOBS = `${CHECKOUT} sparse-checkout=scripts/release/jobs`;
const HERE_LINE = "env HERE=<github.server_url>/<github.repository>";
/** What each publishing job begins with. */
const CHECKED = [
  "env VERSION=<needs.verify.outputs.version>",
  "env SUMS=<needs.sign.outputs.sums>",
  HERE_LINE,
  CHECKOUT_JOBS,
  "uses actions/download-artifact name=release path=release",
  'run node scripts/release/jobs/check-release.mjs release --signed "$VERSION" "$SUMS"',
  'run sh scripts/release/jobs/refuse-older.sh "$VERSION" "$HERE"',
];

/** The code of others that workflows run. */
export const ACTIONS = [
  "actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32 # v4.1.0",
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
];

export const RELEASE_JOBS: Record<string, AllowedJob> = {
  verify: {
    needs: [],
    permissions: READ,
    expressions: ["steps.version.outputs.version", "github.ref_name", ...HERE],
    steps: [
      "env TAG=<github.ref_name>",
      HERE_LINE,
      CHECKOUT,
      'run version=$(sh scripts/release/jobs/verify-tag.sh "$TAG" "$HERE")',
      'run echo "version=$version" >>"$GITHUB_OUTPUT"',
    ],
  },
  test: { needs: ["verify"], permissions: READ, expressions: [] },
  build: { needs: ["verify"], permissions: READ, expressions: ["steps.sums.outputs.sums"] },
  reproduce: { needs: ["verify"], permissions: READ, expressions: ["steps.sums.outputs.sums"] },
  sign: {
    needs: ["verify", "test", "build", "reproduce"],
    permissions: { contents: "read", "id-token": "write", attestations: "write" },
    environment: "signing",
    expressions: [
      "steps.sums.outputs.sums",
      VERSION,
      "needs.build.outputs.sums",
      "needs.reproduce.outputs.sums",
      "secrets.MINISIGN_KEY",
      "secrets.MINISIGN_PASSWORD",
    ],
    steps: [
      "env VERSION=<needs.verify.outputs.version>",
      "env BUILT=<needs.build.outputs.sums>",
      "env REPRODUCED=<needs.reproduce.outputs.sums>",
      CHECKOUT_JOBS,
      "uses actions/download-artifact name=unsigned path=release",
      'run node scripts/release/jobs/check-release.mjs release "$BUILT" "$REPRODUCED"',
      "run sudo apt-get update && sudo apt-get install --yes --no-install-recommends minisign",
      "env MINISIGN_KEY=<secrets.MINISIGN_KEY>",
      "env MINISIGN_PASSWORD=<secrets.MINISIGN_PASSWORD>",
      'run sh scripts/release/jobs/sign.sh release "$VERSION" scripts/release/minisign.pub',
      'run node scripts/release/jobs/check-release.mjs release --signed "$VERSION" "$BUILT"',
      'run echo "sums=$BUILT" >>"$GITHUB_OUTPUT"',
      "in release",
      "run (cat SHA256SUMS && sha256sum SHA256SUMS SHA256SUMS.minisig) >../attested",
      "uses actions/attest-build-provenance subject-checksums=attested",
      "uses actions/upload-artifact name=release path=release compression-level=0 if-no-files-found=error retention-days=30",
    ],
  },
  smoke: {
    needs: ["verify", "sign"],
    permissions: READ,
    expressions: ["matrix.system", "matrix.runner", ...BETWEEN],
  },
  "smoke-npm": {
    needs: ["verify", "sign"],
    permissions: READ,
    expressions: ["matrix.runner", "matrix.runner", ...BETWEEN, "matrix.target"],
  },
  github: {
    needs: ["verify", "sign", "smoke", "smoke-npm"],
    permissions: { contents: "write" },
    environment: "release",
    expressions: [...BETWEEN, ...HERE, "github.token", "github.repository"],
    steps: [
      ...CHECKED,
      "env GH_TOKEN=<github.token>",
      "env GH_REPO=<github.repository>",
      'run sh scripts/release/jobs/publish-github.sh release "$VERSION"',
    ],
  },
  npm: {
    needs: ["verify", "sign", "github"],
    permissions: { contents: "read", "id-token": "write" },
    environment: "npm",
    expressions: [...BETWEEN, ...HERE],
    steps: [
      ...CHECKED,
      "uses actions/setup-node node-version=24 package-manager-cache=false",
      "env NPM_CONFIG_PROVENANCE=true",
      'run sh scripts/release/jobs/publish-npm.sh release "$VERSION"',
    ],
  },
  tap: {
    needs: ["verify", "sign", "github"],
    permissions: READ,
    environment: "release",
    expressions: [...BETWEEN, ...HERE, "secrets.TAP_DEPLOY_KEY"],
    steps: [
      ...CHECKED,
      "uses actions/checkout repository=hi-loop/homebrew-tap ssh-key=<secrets.TAP_DEPLOY_KEY> path=target",
      'run sh scripts/release/jobs/push-file.sh release/hiloop.rb target Formula/hiloop.rb "$VERSION"',
    ],
  },
  bucket: {
    needs: ["verify", "sign", "github"],
    permissions: READ,
    environment: "release",
    expressions: [...BETWEEN, ...HERE, "secrets.BUCKET_DEPLOY_KEY"],
    steps: [
      ...CHECKED,
      "uses actions/checkout repository=hi-loop/scoop-bucket ssh-key=<secrets.BUCKET_DEPLOY_KEY> path=target",
      'run sh scripts/release/jobs/push-file.sh release/hiloop.json target bucket/hiloop.json "$VERSION"',
    ],
  },
  "mcp-registry": {
    needs: ["verify", "sign", "npm"],
    permissions: { contents: "read", "id-token": "write" },
    environment: "release",
    expressions: [...BETWEEN, ...HERE],
    steps: [
      ...CHECKED.slice(0, 3),
      "env REGISTRY=https://registry.modelcontextprotocol.io",
      "env PUBLISHER=https://github.com/modelcontextprotocol/registry/releases/download/v1.7.9/mcp-publisher_linux_amd64.tar.gz",
      "env PUBLISHER_SHA256=ab128162b0616090b47cf245afe0a23f3ef08936fdce19074f5ba0a4469281ac",
      ...CHECKED.slice(3),
      'run sh scripts/release/jobs/publish-registry.sh release "$VERSION"',
    ],
  },
};
