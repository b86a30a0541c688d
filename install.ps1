# Installs hiloop on Windows: .\install.ps1 [-Version X.Y.Z] [-Dir DIR] [-Uninstall]
# For Windows PowerShell 5.1, which takes this file for ASCII, and PowerShell 7.
# HILOOP_DOWNLOAD_BASE names a mirror of the releases. Nothing here needs an administrator or changes PATH.
param([string]$Version, [string]$Dir, [switch]$Uninstall)
$repository = 'https://github.com/hi-loop/hiloop'
$mcpLine = '@"%~dp0hiloop.exe" mcp %*'

function Install-Hiloop([string]$Version, [string]$Dir, [string]$Exe) {
  $mcp = Join-Path $Dir 'hiloop-mcp.cmd'
  foreach ($it in $Exe, $mcp) { if (Test-Foreign $it) { throw "$it did not come from here: remove it, or choose another -Dir." } }
  $stage = Join-Path $Dir ".hiloop-install.$([Guid]::NewGuid())"
  try { New-Item -ItemType Directory -Force -Path $stage | Out-Null }
  catch { throw "Cannot write to $Dir ($($_.Exception.Message)): choose another -Dir." }
  try {
    $says = Save-Hiloop $Version $stage
    # A running executable can be renamed, but not replaced; what still runs now is removed by the next installation.
    $old = Join-Path $Dir "hiloop.old-$([Guid]::NewGuid()).exe"
    if ([IO.File]::Exists($Exe)) { [IO.File]::Move($Exe, $old) } # Move-Item takes a destination for a pattern.
    try { [IO.File]::Move("$stage\hiloop.exe", $Exe) } catch { if ([IO.File]::Exists($old)) { [IO.File]::Move($old, $Exe) }; throw }
    Get-ChildItem -LiteralPath $Dir -File -Filter 'hiloop.old-*.exe' | Remove-Item -Force -ErrorAction SilentlyContinue
    Set-Content -LiteralPath $mcp -Value $mcpLine -Encoding Ascii
  } finally { Remove-Item -LiteralPath $stage -Recurse -Force -ErrorAction SilentlyContinue }
  "Installed $says as $Exe. See the whole loop:", '', "  & '$($Exe -replace "'", "''")' demo", '', 'For your MCP client:', ''
  "  { `"mcpServers`": { `"hiloop`": { `"command`": $(ConvertTo-Json $Exe), `"args`": [`"mcp`", `"--profile`", `"local`"] } } }"
  if (($env:Path -split ';') -contains $Dir) { return }
  $path = "'$($Dir -replace "'", "''");' + [Environment]::GetEnvironmentVariable('Path', 'User')"
  '', 'For your shell to find it, from the next one on:', '', "  [Environment]::SetEnvironmentVariable('Path', $path, 'User')"
}

# Ours are a program, which starts with MZ or is empty: it may have been cut off; and the hiloop-mcp.cmd that is written here.
function Test-Foreign([string]$Path) {
  $item = Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue
  if (-not $item -or $item.PSIsContainer -or $item.LinkType -eq 'SymbolicLink') { return [bool]$item }
  $first = Get-Content -LiteralPath $Path -TotalCount 1 -Encoding Ascii
  if ($item.Extension -eq '.cmd') { $first -cne $mcpLine } else { $item.Length -gt 0 -and $first -cnotlike 'MZ*' }
}

# Leaves a checked hiloop.exe in the folder, and gives what it says it is.
function Save-Hiloop([string]$Version, [string]$Stage) {
  if ($Version -and $Version -notmatch '^[0-9][0-9A-Za-z.+-]*$') { throw "-Version $Version is not a version such as 0.1.0." }
  $base = if ($env:HILOOP_DOWNLOAD_BASE) { $env:HILOOP_DOWNLOAD_BASE.TrimEnd('/') } else { "$repository/releases" }
  if ($base -notmatch '^(https://[^/]|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$))[^@\s]*$') {
    throw "HILOOP_DOWNLOAD_BASE must be an https address (http on this computer only): $base"
  }
  # Of the machine: an emulated PowerShell sees another one in its own environment.
  $machine = Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  $target = @{ AMD64 = 'windows-x64'; ARM64 = 'windows-arm64' }[$machine.PROCESSOR_ARCHITECTURE]
  if (-not $target) { throw 'There is no hiloop for this processor: it runs on 64-bit x86 and ARM.' }
  $from, $wanted = "$base/latest/download", '[0-9][0-9A-Za-z.+-]*'
  if ($Version) { $from, $wanted = "$base/download/v$Version", [Regex]::Escape($Version) }
  $sums = Save-File "$from/SHA256SUMS" (Join-Path $Stage 'SHA256SUMS')
  $line = @(Select-String -LiteralPath $sums -CaseSensitive -Pattern "^([0-9a-f]{64})  (hiloop-($wanted)-$target\.zip)$")
  if ($line.Count -ne 1) { throw "There is no hiloop for this system ($target) in $from/SHA256SUMS." }
  $sum, $name, $Version = $line[0].Matches[0].Groups | Select-Object -Skip 1 | ForEach-Object { $_.Value }
  $archive = Save-File "$base/download/v$Version/$name" (Join-Path $Stage $name)
  if ((Get-FileHash -LiteralPath $archive -Algorithm SHA256).Hash -ne $sum) {
    throw "$name is not what SHA256SUMS says, so nothing was installed: try again, or tell $repository/issues"
  }
  try { Expand-Archive -LiteralPath $archive -DestinationPath (Join-Path $Stage 'unpacked') -ErrorAction Stop }
  catch { throw "$name cannot be unpacked ($($_.Exception.Message)): check that the disk is not full, then try again." }
  $new = Join-Path $Stage 'hiloop.exe'
  $says = try { [IO.File]::Move((Join-Path $Stage 'unpacked\hiloop.exe'), $new); & $new --version } catch { "$_" }
  if ("$says" -match "^hiloop $([Regex]::Escape($Version))( |$)") { return "$says" }
  throw 'The new hiloop does not run on this machine; what was installed before is untouched.'
}

function Save-File([string]$Url, [string]$File) {
  try { Invoke-WebRequest -UseBasicParsing -Uri $Url -OutFile $File; $File } catch {
    $why = $_.Exception
    if ([int]$why.Response.StatusCode -eq 404) { throw "$Url is not there (404): is there such a release? See $repository/releases" }
    throw "$Url could not be fetched ($($why.Message)): check network and proxy, then try again."
  }
}

function Uninstall-Hiloop([string]$Dir, [string]$Exe) {
  if (-not (Test-Path -LiteralPath $Exe) -or (Test-Foreign $Exe)) { throw "No hiloop from here in ${Dir}: choose another -Dir." }
  try { & $Exe stop | Out-Null } catch { Write-Verbose "$_" }
  $ours = @(Get-ChildItem -LiteralPath $Dir -Force | Where-Object {
    if ($_.PSIsContainer) { $_.Name -match '^\.hiloop-(install\.|upgrade-)' }
    else { $_.Name -match '^hiloop((\.previous|\.old-.*)?\.exe|-mcp\.cmd)$' -and -not (Test-Foreign $_.FullName) } })
  try { $ours | Remove-Item -Recurse -Force }
  catch { throw "Cannot remove it from $Dir ($($_.Exception.Message)): close what still runs it, then try again." }
  $data = if ($env:HILOOP_HOME) { $env:HILOOP_HOME } else { Join-Path $HOME '.hiloop' }
  "Removed hiloop from $Dir. Its sessions and keys, if there are any, stay in ${data}: remove that folder to lose them."
}

& {
  $ErrorActionPreference, $ProgressPreference = 'Stop', 'SilentlyContinue'
  try {
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) { throw 'On Linux and macOS use install.sh.' }
    if (-not $Dir) { $Dir = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'Programs\hiloop' }
    $Dir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir).TrimEnd('\')
    $exe = Join-Path $Dir 'hiloop.exe'
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072 # Tls12
    if ($Uninstall) { Uninstall-Hiloop $Dir $exe } else { Install-Hiloop ($Version -replace '^v', '') $Dir $exe }
  } catch {
    [Console]::Error.WriteLine("install.ps1: $($_.Exception.Message)")
    if ($PSCommandPath) { exit 1 } # Not where `irm ... | iex` would end the person's own shell.
  }
}
