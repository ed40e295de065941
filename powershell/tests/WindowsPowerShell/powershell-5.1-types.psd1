# Types of System.Management.Automation as Windows PowerShell 5.1 has them, as far as the module has use for them: static
# members, instance members, written as in dotnet-framework-4.7.2-types.json. Written by hand: not read out of a
# Windows PowerShell 5.1, and not compared entry by entry with Microsoft's reference for it
# (learn.microsoft.com/dotnet/api/system.management.automation?view=powershellsdk-1.1.0).
@{
    'System.Management.Automation.Cmdlet'                    = @('', 'ShouldContinue/2,4 ShouldProcess/1,2,3,4 ThrowTerminatingError/1 WriteDebug/1 WriteError/1 WriteInformation/1,2 WriteObject/1,2 WriteProgress/1 WriteVerbose/1 WriteWarning/1')
    'System.Management.Automation.CompletionResult'          = @('new/1,4', 'CompletionText ListItemText ResultType ToolTip')
    'System.Management.Automation.CompletionResultType'      = @('Command DynamicKeyword History Keyword Method Namespace ParameterName ParameterValue Property ProviderContainer ProviderItem Text Type Variable', '')
    'System.Management.Automation.DriveNotFoundException'    = @('new/0,1,2', '')
    'System.Management.Automation.ErrorCategory'             = @('AuthenticationError CloseError ConnectionError DeadlockDetected DeviceError FromStdErr InvalidArgument InvalidData InvalidOperation InvalidResult InvalidType LimitsExceeded MetadataError NotEnabled NotImplemented NotInstalled NotSpecified ObjectNotFound OpenError OperationStopped OperationTimeout ParserError PermissionDenied ProtocolError QuotaExceeded ReadError ResourceBusy ResourceExists ResourceUnavailable SecurityError SyntaxError WriteError', '')
    'System.Management.Automation.ErrorDetails'              = @('new/1,4', '')
    'System.Management.Automation.ErrorRecord'               = @('new/2,4', 'CategoryInfo ErrorDetails Exception FullyQualifiedErrorId InvocationInfo TargetObject')
    'System.Management.Automation.EngineIntrinsics'          = @('', 'Events Host InvokeCommand InvokeProvider SessionState')
    'System.Management.Automation.ItemNotFoundException'     = @('new/0,1,2', '')
    'System.Management.Automation.Language.Parser'           = @('ParseFile/3 ParseInput/3,4', '')
    'System.Management.Automation.Language.ScriptBlockAst'   = @('', 'GetScriptBlock/0 Find/2 FindAll/2')
    'System.Management.Automation.ParameterBindingException' = @('new/0,1,2', 'ErrorId ParameterName')
    'System.Management.Automation.PathIntrinsics'            = @('', 'GetResolvedProviderPathFromPSPath/2 GetResolvedPSPathFromPSPath/1 GetUnresolvedProviderPathFromPSPath/1,3')
    'System.Management.Automation.PipelineStoppedException'  = @('new/0,1,2', '')
    'System.Management.Automation.PowerShell'                = @('Create/0,1', 'AddArgument/1 AddCommand/1,2 AddParameter/1,2 AddScript/1,2 AddStatement/0 BeginInvoke/0,1,2,3,5 Dispose/0 EndInvoke/1 Invoke/0,1,2 Stop/0')
    'System.Management.Automation.ProviderNotFoundException' = @('new/0,1,2', '')
    'System.Management.Automation.PSCmdlet'                  = @('', '')
    'System.Management.Automation.PSCredential'              = @('Empty new/1,2', 'GetNetworkCredential/0 Password UserName')
    'System.Management.Automation.PSCustomObject'            = @('', '')
    'System.Management.Automation.PSInvalidOperationException' = @('new/0,1,2', '')
    'System.Management.Automation.PSObject'                  = @('AsPSObject/1 new/0,1', 'Copy/0')
    'System.Management.Automation.PSReference'               = @('new/1', 'Value')
    'System.Management.Automation.ScriptBlock'               = @('Create/1', 'GetNewClosure/0 Invoke/0+ InvokeReturnAsIs/0+')
    'System.Management.Automation.SwitchParameter'           = @('Present new/1', 'IsPresent ToBool/0')
    'System.Management.Automation.WildcardPattern'           = @('ContainsWildcardCharacters/1 Escape/1 Unescape/1 new/1,2', 'IsMatch/1')
}
