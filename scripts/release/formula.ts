import { REPOSITORY } from "../build/stamp.ts";
import { isTargetName, TARGETS, type Target, type TargetName } from "../build/targets.ts";
import { archiveName } from "./archive.ts";
import { downloadUrl } from "./download-url.ts";
import type { Released } from "./release-folder.ts";
import type { Source } from "./source.ts";

const SYSTEMS = { darwin: "on_macos", linux: "on_linux" } as const;
const PROCESSORS = { arm64: "on_arm", x64: "on_intel" } as const;

/** The Homebrew formula: installs the released archive of the system, for macOS and for Linux with glibc. */
export function formula(
  { version, description }: Source,
  archives: ReadonlyMap<TargetName, Released>,
): string {
  return `class Hiloop < Formula
  desc ${JSON.stringify(description.replace(/\.$/, ""))}
  homepage "${REPOSITORY}"
  license "MIT"

${systemBlocks(version, archives)}

  def install
    bin.install "hiloop"
    bin.install_symlink "hiloop" => "hiloop-mcp"
  end

  def caveats
    <<~EOS
      For your MCP client:
        { "mcpServers": { "hiloop": { "command": "#{opt_bin}/hiloop", "args": ["mcp", "--profile", "local"] } } }
    EOS
  end

  service do
    run [opt_bin/"hiloop", "serve"]
    keep_alive true
    log_path var/"log/hiloop.log"
    error_log_path var/"log/hiloop.log"
  end

  test do
    assert_match "hiloop #{version} ", shell_output("#{bin}/hiloop --version")
    request = <<~JSON
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"brew-test","version":"1"}}}
    JSON
    assert_match "\\"serverInfo\\"", pipe_output("#{bin}/hiloop-mcp", request, 0)
  end
end
`;
}

function systemBlocks(version: string, archives: ReadonlyMap<TargetName, Released>): string {
  const blocks = Object.entries(SYSTEMS).flatMap(([platform, block]) => {
    const inner = Object.entries(PROCESSORS).flatMap(([arch, processor]) => {
      const found = [...archives].find(([name]) => isFor(name, platform, arch));
      return found
        ? [
            `    ${processor} do\n      url "${downloadUrl(version, archiveName(version, found[0]))}"\n` +
              `      sha256 "${found[1].sha256}"\n    end`,
          ]
        : [];
    });
    return inner.length > 0 ? [`  ${block} do\n${inner.join("\n")}\n  end`] : [];
  });
  return blocks.join("\n\n");
}

function isFor(name: string, platform: string, arch: string): boolean {
  if (!isTargetName(name)) return false;
  const target: Target = TARGETS[name];
  return target.platform === platform && target.arch === arch && target.libc !== "musl";
}
