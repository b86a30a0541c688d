# Installs a release the way people do on Windows, and runs what matters of it: smoke.ps1 VERSION. The release lies at
# HILOOP_DOWNLOAD_BASE.
param([Parameter(Mandatory)][string]$Version)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$work = Join-Path ([IO.Path]::GetTempPath()) "hiloop-smoke-$PID"
$bin = Join-Path $work 'bin'
$hiloop = Join-Path $bin 'hiloop.exe'
$env:HILOOP_OPEN = 'never'
$env:HILOOP_HOME = Join-Path $work 'home'
New-Item -ItemType Directory -Path $work | Out-Null

function Step([string]$Name) { Write-Host "`n== $Name" }
function Assert-That([bool]$Holds, [string]$Problem) { if (-not $Holds) { throw $Problem } }

try {
  Step 'install.ps1'
  $script = Join-Path $work 'install.ps1'
  Invoke-WebRequest "$env:HILOOP_DOWNLOAD_BASE/latest/download/install.ps1" -OutFile $script -UseBasicParsing
  & powershell.exe -NoProfile -ExecutionPolicy Bypass -File $script -Dir $bin
  Assert-That ($LASTEXITCODE -eq 0) 'install.ps1 failed'

  Step '--version'
  $said = & $hiloop --version
  Write-Host $said
  Assert-That ($said.StartsWith("hiloop $Version ")) "this is not $Version"
  $resource = (Get-Item $hiloop).VersionInfo
  Assert-That ($resource.ProductName -eq 'hiloop') "the version resource says $($resource.ProductName)"

  Step 'MCP initialize'
  $request = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"smoke","version":"1"}}}'
  $answer = $request | & $hiloop mcp
  Assert-That ("$answer".Contains('"serverInfo"')) "hiloop mcp did not answer: $answer"

  Step 'demo, which answers itself here'
  $demo = & $hiloop demo --answer approve --json
  Write-Host $demo
  Assert-That ("$demo".Contains('"approve"')) 'the demo came to no answer'
  Write-Host 'All of it works.'
} finally {
  if (Test-Path $hiloop) { & $hiloop stop | Out-Null }
  Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
}
